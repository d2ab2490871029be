//go:build !unix

package dynamolocal

// lock does nothing here: two first installs at a time then both download, and the rename at the end keeps one.
func lock(string) (unlock func(), err error) { return func() {}, nil }
