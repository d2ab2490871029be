//go:build !linux

package main

// memoryDir is a folder in memory: there is none that is known by its name.
func memoryDir() string { return "" }
