// Command api wires.
package main

import _ "shiming/shared/store/sqlite"

func main() {}
