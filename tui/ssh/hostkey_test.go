//go:build !windows

package ssh

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

func TestAHostKeyIsMadeOnceAndKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state", "bijou", "host_ed25519")
	key, made, err := HostKey(file)
	if err != nil || !made || key.PublicKey().Type() != gossh.KeyAlgoED25519 {
		t.Fatalf("%v, made %v", err, made)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key has mode %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(filepath.Dir(file)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("its directory has mode %v, %v", info.Mode(), err)
	}
	again, made, err := HostKey(file)
	if err != nil || made || string(again.PublicKey().Marshal()) != string(key.PublicKey().Marshal()) {
		t.Errorf("another key the second time: %v, made %v", err, made)
	}
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, _, err := HostKey(file); err == nil || !strings.Contains(err.Error(), "others may read") {
		t.Errorf("a key that others may read: %v", err)
	}
}

// Two servers behind one balancer are one host.
func TestServersThatStartTogetherHaveOneHostKey(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state", "host_ed25519")
	keys := make(chan string)
	for range 16 {
		go func() {
			key, _, err := HostKey(file)
			if err != nil {
				keys <- err.Error()
				return
			}
			keys <- gossh.FingerprintSHA256(key.PublicKey())
		}()
	}
	first := <-keys
	for range 15 {
		if key := <-keys; key != first || !strings.HasPrefix(key, "SHA256:") {
			t.Errorf("%s and %s", key, first)
		}
	}
	if left, err := os.ReadDir(filepath.Dir(file)); err != nil || len(left) != 1 {
		t.Errorf("there is more than the key: %v, %v", left, err)
	}
}

func TestAHostKeyThatCannotBeReadIsNotReplaced(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	for _, text := range []string{"", "rubbish", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := HostKey(file); err == nil || !strings.Contains(err.Error(), "move it away") {
			t.Errorf("%q: %v", text, err)
		}
		if now, _ := os.ReadFile(file); string(now) != text {
			t.Errorf("%q was replaced by %q", text, now)
		}
	}
	if _, _, err := HostKey(t.TempDir()); err == nil {
		t.Error("a directory was taken for a key")
	}
}
