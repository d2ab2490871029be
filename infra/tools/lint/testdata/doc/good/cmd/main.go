// Command cmd is exempt.
package main

func Exported() {}

func main() {}
