// Command api wires.
package main

func main() {}
