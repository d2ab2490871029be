package a

func Helper() {}
