//go:build unix

package dynamolocal

import (
	"fmt"
	"os"
	"syscall"
)

// lock takes an exclusive lock on a file, waiting for other processes; the returned function gives it back. The
// kernel gives it back for a process that dies.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return func() { f.Close() }, nil
}
