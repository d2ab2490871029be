// Command api wires.
package main

import _ "shiming/shared/sqlite"

func main() {}
