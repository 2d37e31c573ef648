package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

var packaging = filepath.Join("..", "..", ".packaging")

// The file that packages install is what a server runs with when nobody says anything, and
// names every setting.
func TestThePackagedSettingsAreTheDefaults(t *testing.T) {
	path := filepath.Join(packaging, "serve.toml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var f, plain serveFlags
	s := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	f.register(s)
	if err := s.Parse([]string{"--config", path}); err != nil {
		t.Fatal(err)
	}
	if err := fill(s); err != nil {
		t.Fatal(err)
	}
	plain.register(pflag.NewFlagSet("serve", pflag.ContinueOnError))
	if f.listen != plain.listen || f.Sessions != plain.Sessions || f.PerAddress != plain.PerAddress || f.PerMinute != plain.PerMinute || f.PerNetwork != plain.PerNetwork || f.NetworkPerMinute != plain.NetworkPerMinute || f.Idle != plain.Idle || f.Longest != plain.Longest {
		t.Errorf("other settings than without a file: %+v", f)
	}
	s.VisitAll(func(flag *pflag.Flag) {
		if name := flag.Name; name != "config" && name != "host-key" && !regexp.MustCompile(`(?m)^(# )?`+name+` = `).Match(text) {
			t.Errorf("%s is not among them", name)
		}
	})
}

func TestTheUnitStartsAndReloadsTheServer(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(packaging, "bijou.service"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"ExecStart=/usr/bin/bijou serve --config /etc/bijou/serve.toml", "ExecReload=/bin/kill -HUP $MAINPID", "DynamicUser=yes", "ProtectSystem=strict", "Restart=always"} {
		if !strings.Contains(string(text), line+"\n") {
			t.Errorf("the unit lacks %s", line)
		}
	}
}

// What the files of containers say in the environment are flags, and two servers behind a
// balancer are told where it asks for them.
func TestTheEnvironmentOfContainersIsKnown(t *testing.T) {
	var f serveFlags
	s := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	f.register(s)
	for _, name := range []string{"Dockerfile", "compose.yaml", "balanced/compose.yaml"} {
		text, err := os.ReadFile(filepath.Join(packaging, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range regexp.MustCompile(`BIJOU_[A-Z_]+`).FindAllString(string(text), -1) {
			flag := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(word, environmentPrefix), "_", "-"))
			if s.Lookup(flag) == nil {
				t.Errorf("%s sets %s, and there is no flag %s", name, word, flag)
			}
		}
	}
}
