package main

// environ is what tests run with: where nothing says otherwise, the server's pace of collecting garbage (engine.Tune), and
// temporary files in memory where there is room for them. Thousands of small databases wait for a disk most of their time.
func environ(env []string, get func(string) string) []string {
	if get("GOGC") == "" {
		env = append(env, "GOGC=400")
	}
	if dir := memoryDir(); dir != "" && get("TMPDIR") == "" {
		env = append(env, "TMPDIR="+dir)
	}
	return env
}
