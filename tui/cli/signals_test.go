package cli

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"bijou/tui/ssh"
)

// A record is a log that may be read while it is written.
type record struct {
	mu   sync.Mutex
	text strings.Builder
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) says(t *testing.T, what string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		r.mu.Lock()
		text := r.text.String()
		r.mu.Unlock()
		if strings.Contains(text, what) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the log never says %q:\n%s", what, text)
		}
	}
}

func newSigner(t *testing.T) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func TestASignalReadsKeysAnewOrEndsTheServer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys")
	write := func(file, text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	key := newSigner(t).PublicKey()
	var log record
	config := filepath.Join(t.TempDir(), "serve.toml")
	f := serveFlags{keys: file}
	f.Options = ssh.Defaults()
	f.HostKey, f.Keys, f.Log = newSigner(t), []gossh.PublicKey{key}, slog.New(slog.NewTextHandler(&log, nil))
	server := ssh.New(f.Options)
	given := []setting{{"authorized-keys", file}, {"config", config}, {"host-key", file}}
	signals := make(chan os.Signal)
	ctx, end := heed(context.Background(), signals, func() { f.reread(server, given) })
	defer end()

	write(file, string(gossh.MarshalAuthorizedKey(key))+string(gossh.MarshalAuthorizedKey(newSigner(t).PublicKey())))
	write(config, "sessions = 7")
	signals <- syscall.SIGHUP
	log.says(t, "read anew\" keys=2 sessions=7")
	write(config, "sesions = 7")
	signals <- syscall.SIGHUP
	log.says(t, "there is no setting")
	write(config, "")
	write(file, "rubbish")
	signals <- syscall.SIGHUP
	log.says(t, "holds no public key")
	if ctx.Err() != nil {
		t.Fatal("SIGHUP ended the server")
	}
	signals <- syscall.SIGTERM
	<-ctx.Done()
	if err := context.Cause(ctx); !errors.Is(err, errAsked) {
		t.Errorf("it ended by %v", err)
	}
}

func TestALogForProgramsHasSeconds(t *testing.T) {
	var out bytes.Buffer
	f := serveFlags{log: "json"}
	f.logger(&out).Info("ended", "after", 2500*time.Millisecond)
	if !strings.Contains(out.String(), `"after":2.5}`) {
		t.Errorf("the log has %s", out.String())
	}
}
