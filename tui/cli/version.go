package cli

import (
	"runtime/debug"
	"strings"
	"time"
)

// What a release is built with: -ldflags "-X bijou/tui/cli.release=1.2.3 …". Without,
// the program says what Go knows of the tree that it was built from.
var (
	release string // its number
	commit  string // in hexadecimal
	date    string // of the commit, by RFC 3339
)

// A build is where the program comes from.
type build struct {
	version, commit string
	at              time.Time // of the commit
	changed         bool      // since the commit
}

// built returns where the program comes from, as far as is known.
func built() build {
	b := build{version: release, commit: commit}
	when := date
	if info, ok := debug.ReadBuildInfo(); ok && b.version == "" {
		if v := info.Main.Version; v != "(devel)" && !strings.HasPrefix(v, "v0.0.0-") { // which is the commit over again
			b.version = v
		}
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				b.commit = s.Value
			case "vcs.time":
				when = s.Value
			case "vcs.modified":
				b.changed = s.Value == "true"
			}
		}
	}
	b.at, _ = time.Parse(time.RFC3339, when)
	return b
}

// version is that of the program with the commit that it was built from, and its day.
func version() string {
	b := built()
	v := b.version
	if v == "" {
		v = "in development"
	}
	if b.commit == "" {
		return v
	}
	v += " (commit " + b.commit[:min(len(b.commit), 12)]
	if b.changed {
		v += " with changes"
	}
	if !b.at.IsZero() {
		v += ", " + b.at.UTC().Format(time.DateOnly)
	}
	return v + ")"
}
