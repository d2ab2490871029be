package kmskeys

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestParseKeys(t *testing.T) {
	got, err := ParseKeys(" 12=arn:aws:kms:x:y:key/b, 3=arn:aws:kms:x:y:key/a")
	if want := "[{12 arn:aws:kms:x:y:key/b} {3 arn:aws:kms:x:y:key/a}]"; err != nil || fmt.Sprint(got) != want {
		t.Errorf("got %v, error %v; want %s", got, err, want)
	}
	nine := "1=a,2=b,3=c,4=d,5=e,6=f,7=g,8=h,9=i"
	if _, err := ParseKeys(nine[:len(nine)-4]); err != nil {
		t.Errorf("%d keys: %v", MaxKeys, err)
	}
	for _, c := range []struct{ name, list, want string }{
		{"empty", "", "no key"},
		{"blank", "  ", "no key"},
		{"no version", "arn:aws:kms:x:y:key/a", "not version=key"},
		{"no key", "1=", "not version=key"},
		{"long key", "1=" + strings.Repeat("k", 256), "not version=key"},
		{"comma at the end", "1=a,", "not version=key"},
		{"version 0", "0=a", "number from 1"},
		{"negative version", "-1=a", "number from 1"},
		{"version beyond 32 bits", "4294967296=a", "number from 1"},
		{"word as version", "new=a", "number from 1"},
		{"version twice", "1=a,1=b", "twice"},
		{"key twice", "1=a,2=a", "twice"},
		{"alias", "1=alias/shiming", "alias"},
		{"alias ARN", "1=arn:aws:kms:x:y:alias/shiming", "alias"},
		{"too many", nine, "9 keys"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if refs, err := ParseKeys(c.list); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, error %v; want an error with %q", refs, err, c.want)
			}
		})
	}
}

func TestNewSaysWhichSettingIsWrong(t *testing.T) {
	good := Config{DataKeys: "1=a", DigestKeys: "1=b", Now: time.Now}
	client := (&setup{kms: start(t, "the seed of these tests").kms}).client("secret")
	if _, err := New(client, good); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Config){
		"data keys":   func(c *Config) { c.DataKeys = "" },
		"digest keys": func(c *Config) { c.DigestKeys = "x" },
		"clock":       func(c *Config) { c.Now = nil },
	} {
		c := good
		change(&c)
		if _, err := New(client, c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error about %s", err, want)
		}
	}
}
