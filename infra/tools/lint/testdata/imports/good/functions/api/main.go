// Command api wires what was chosen.
package main

import (
	_ "shiming/shared/connect/bank"
	_ "shiming/shared/store/sqlite"
)

func main() {}
