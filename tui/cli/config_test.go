package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// told runs a command and returns what it prints.
func told(t *testing.T, args ...string) (string, error) {
	t.Helper()
	c := root()
	var out bytes.Buffer
	c.SetOut(&out)
	c.SetErr(&out)
	c.SilenceUsage, c.SilenceErrors = true, true
	c.SetArgs(args)
	err := c.Execute()
	return out.String(), err
}

func TestSettingsAreKept(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", home)
	file := filepath.Join(home, "bijou", "config.toml")
	if out, err := told(t, "config", "path"); err != nil || strings.TrimSpace(out) != file {
		t.Fatalf("%q, %v", out, err)
	}
	for _, args := range [][]string{{"theme", "dark"}, {"quiet", "true"}, {"theme", "safe"}} {
		if _, err := told(t, append([]string{"config", "set"}, args...)...); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil || string(text) != "theme = \"safe\"\nquiet = true\n" {
		t.Errorf("%v: the file says\n%s", err, text)
	}
	if err := os.WriteFile(file, append([]byte("# mine\n"), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := told(t, "config", "set", "quiet", "false"); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(file); string(text) != "# mine\ntheme = \"safe\"\nquiet = false\n" {
		t.Errorf("the file says\n%s", text)
	}
	for _, args := range [][]string{{"theme", "neon"}, {"quiet", "maybe"}, {"font", "large"}} {
		if _, err := told(t, append([]string{"config", "set"}, args...)...); err == nil || exitCode(err) != exitUsage {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestTheEnvironmentStandsOverTheFileAndAFlagOverBoth(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", home)
	if _, err := told(t, "config", "set", "theme", "light"); err != nil {
		t.Fatal(err)
	}
	theme := func(args ...string) string {
		c := root()
		if err := c.ParseFlags(args); err != nil {
			t.Fatal(err)
		}
		prefer(c)
		return c.Flags().Lookup("theme").Value.String()
	}
	if got := theme(); got != "light" {
		t.Errorf("the file comes to %q", got)
	}
	t.Setenv("BIJOU_THEME", "contrast")
	if got := theme(); got != "contrast" {
		t.Errorf("the environment comes to %q", got)
	}
	if got := theme("--theme", "safe"); got != "safe" {
		t.Errorf("the flag comes to %q", got)
	}
	if out, err := told(t, "config", "print"); err != nil || !strings.Contains(out, "contrast") || !strings.Contains(out, "from BIJOU_THEME") {
		t.Errorf("%v\n%s", err, out)
	}
	t.Setenv("BIJOU_THEME", "neon") // of no use: the file is as good as nothing said
	if got := theme(); got != "" {
		t.Errorf("a theme that there is not comes to %q", got)
	}
	if _, err := told(t, "config", "print"); err == nil || !strings.Contains(err.Error(), "BIJOU_THEME") {
		t.Errorf("print says %v", err)
	}
}
