package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestNamed(t *testing.T) {
	cases := []struct {
		test string
		want string
	}{
		{"TestPersonal/R_B3_wechat", ""},
		{"TestSeats/A3", ""},
		{"TestPersonal/RULES_B3_wechat", "RULES B3"},
		{"TestPersonal/RULES_B3_B4", "RULES B3,RULES B4"},
		{"TestPersonal/RULES_B3,_B4:_both", "RULES B3,RULES B4"},
		{"TestPersonal/scans_RULES_B11", "RULES B11"},
		{"TestPersonal/RULES_B3/then/RULES_A3", "RULES A3,RULES B3"},
		{"TestPersonal/RULES_B3_B3#01", "RULES B3"},
		{"TestPersonal/RULES_A1/THREATS_A1", "RULES A1,THREATS A1"},
		{"TestPersonal/RULES_B3_THREATS_W1", "RULES B3,THREATS W1"},
		{"TestRULES_A3", "RULES A3"},
		{"TestPersonal/RULES_wechat_B3", ""},
		{"TestPersonal/RULES_B3x_B4", ""},
		{"TestPersonal/RULES_B300", ""},
		{"TestPersonal/RULES/B3", ""},
		{"TestPersonal/rules_B3", ""},
		{"TestPersonal/personal.txt/RULES_H1_steps", "RULES H1"},
	}
	for i, c := range cases {
		t.Run(fmt.Sprint("name ", i), func(t *testing.T) {
			if got := strings.Join(named(c.test), ","); got != c.want {
				t.Errorf("%s: got %q, want %q", c.test, got, c.want)
			}
		})
	}
}

// TestCommittedGuides holds the guides to their chapters: every id once, none left out.
func TestCommittedGuides(t *testing.T) {
	list, err := readList("../../guides")
	if err != nil {
		t.Fatal(err)
	}
	chapters := map[string]string{}
	for _, r := range list {
		if number, _ := strconv.Atoi(r.id[1:]); number == 1 || !strings.HasSuffix(chapters[r.kind], fmt.Sprintf("%c%d ", r.id[0], number-1)) {
			chapters[r.kind] += r.id + " "
		} else {
			chapters[r.kind] = strings.TrimSuffix(chapters[r.kind], fmt.Sprintf("%c%d ", r.id[0], number-1)) + r.id + " "
		}
	}
	for kind, want := range map[string]string{
		"RULES":   "A13 B13 C12 D13 E9 F1 G3 H2 L9 ",
		"THREATS": "U6 P3 Q3 A2 W2 I1 R1 L1 D1 S1 X19 ",
		"FAULT":   "Q5 N8 E6 F7 R15 D8 P7 S18 ",
	} {
		if chapters[kind] != want {
			t.Errorf("%s end at %q, want %q", kind, chapters[kind], want)
		}
	}
}

func TestReadListRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no rows":  "B3 text\n",
		"id twice": "| B3 | one | TX |\n| B3 | two | TX |\n",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := readList(folder(t, text, "| L1 | leak |\n", "| N1 | blank |\n")); err == nil {
				t.Error("accepted")
			}
		})
	}
}

// folder writes guides of rules, threats and faults and returns their folder.
func folder(t *testing.T, texts ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, guides[i].file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// file writes text to a file of its own and returns its name.
func file(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// events writes an event stream from lines such as "run T", "pass T".
func events(t *testing.T, lines ...string) string {
	t.Helper()
	var b strings.Builder
	for _, line := range lines {
		action, test, _ := strings.Cut(line, " ")
		fmt.Fprintf(&b, `{"Action":%q,"Package":"shiming/shared/x","Test":%q}`+"\n", action, test)
	}
	return file(t, b.String())
}

func TestReport(t *testing.T) {
	list := folder(t, "| B3 | scan | TX |\n| B4 | qq | TX |\n", "| L1 | leak |\n", "| N1 | blank |\n")
	cases := []struct {
		name   string
		events []string
		lines  []string // must stand in the report
		bad    int
	}{
		{"no test", nil, []string{"B3   none       0 tests  scan", "0 of 2 rules proved"}, 0},
		{"one proved", []string{"run T", "run T/RULES_B3_a", "pass T/RULES_B3_a", "pass T"},
			[]string{"B3   passed     1 tests  scan  [shared/x T/RULES_B3_a]", "1 of 2 rules proved"}, 0},
		{"both by one", []string{"run T/RULES_B3_B4", "pass T/RULES_B3_B4"}, []string{"2 of 2 rules proved"}, 0},
		{"only leaves count", []string{"run T/RULES_B3", "run T/RULES_B3/a", "run T/RULES_B3/b",
			"pass T/RULES_B3/a", "pass T/RULES_B3/b", "pass T/RULES_B3"}, []string{"B3   passed     2 tests"}, 0},
		{"one of two failed", []string{"run T/RULES_B3_a", "pass T/RULES_B3_a", "run U/RULES_B3_b", "fail U/RULES_B3_b"},
			[]string{"B3   failed     2 tests, 1 failed  scan  [shared/x U/RULES_B3_b]", "0 of 2 rules proved"}, 1},
		{"parent failed alone", []string{"run T/RULES_B3", "run T/RULES_B3/a", "pass T/RULES_B3/a", "fail T/RULES_B3"},
			[]string{"B3   failed", "0 of 2 rules proved"}, 1},
		{"failed once of twice", []string{"run T/RULES_B3", "fail T/RULES_B3", "run T/RULES_B3", "pass T/RULES_B3"},
			[]string{"0 of 2 rules proved"}, 1},
		{"never ended", []string{"run T/RULES_B3"}, []string{"0 of 2 rules proved"}, 1},
		{"not run", []string{"run T/RULES_B3", "skip T/RULES_B3"}, []string{"0 of 2 rules proved"}, 1},
		{"threat", []string{"run T/THREATS_L1", "pass T/THREATS_L1"},
			[]string{"L1   passed", "1 of 1 threats answered", "0 of 2 rules proved"}, 0},
		{"fault", []string{"run T/FAULT_N1", "pass T/FAULT_N1"}, []string{"N1   passed", "1 of 1 faults held", "0 of 2 rules proved"}, 0},
		{"unknown id", []string{"run T/RULES_B5", "pass T/RULES_B5"},
			[]string{"unknown id RULES B5  [shared/x T/RULES_B5]", "0 of 2 rules proved"}, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			bad, err := report(&out, list, events(t, c.events...))
			if err != nil || bad != c.bad {
				t.Errorf("got %d bad, error %v; want %d", bad, err, c.bad)
			}
			for _, line := range c.lines {
				if !strings.Contains(out.String(), line) {
					t.Errorf("the report lacks %q:\n%s", line, out.String())
				}
			}
			if last := c.lines[len(c.lines)-1]; strings.HasSuffix(last, "proved") && !strings.HasSuffix(out.String(), "\n"+last+"\n") {
				t.Errorf("the last line is not %q", last)
			}
		})
	}
}

func TestReportWithoutResults(t *testing.T) {
	_, err := report(&bytes.Buffer{}, "../../guides", filepath.Join(t.TempDir(), "none.json"))
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "run `make test` first") {
		t.Errorf("got %v", err)
	}
}
