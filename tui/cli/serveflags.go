package cli

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/adrg/xdg"
	"github.com/spf13/pflag"

	"bijou/presets/reading"
	"bijou/tui/ssh"
)

// serveFlags are what the verb serve may be told, on the command line, by the environment
// or in a file.
type serveFlags struct {
	ssh.Options
	listen, hostKey, keys string
	proxies               string
	admins                string // the file of their keys
	anonymous             bool
	message               string // its file
	log                   string // its format
	metrics               string // their address
	web                   string // address of the page
	webHosts              []string
	madeKey               bool   // anew
	config                string // the file
}

// register defines the flags.
func (f *serveFlags) register(s *pflag.FlagSet) {
	f.Options = ssh.Defaults()
	o := &f.Options
	s.StringVar(&f.listen, "listen", "127.0.0.1:2222", "address and port for SSH; none with --web for browsers alone")
	s.StringVar(&f.hostKey, "host-key", "", "private key of the host, made if there is none; otherwise one in bijou's state directory")
	s.StringVar(&f.keys, "authorized-keys", "", "file of the public keys that may come in")
	s.StringVar(&f.admins, "admin-keys", "", "file of the public keys that command as ssh admin@HOST: who is here, end a session, drain")
	s.BoolVar(&f.anonymous, "anonymous", false, "let anybody in, from anywhere")
	s.IntVar(&o.Sessions, "sessions", o.Sessions, "sessions at a time")
	s.IntVar(&o.PerAddress, "per-address", o.PerAddress, "connections of an address at a time")
	s.IntVar(&o.PerMinute, "per-minute", o.PerMinute, "new connections of an address in a minute")
	s.IntVar(&o.PerNetwork, "per-network", o.PerNetwork, "connections of a network, a /24 of IPv4 or a /48 of IPv6, at a time")
	s.IntVar(&o.NetworkPerMinute, "network-per-minute", o.NetworkPerMinute, "new connections of a network in a minute")
	s.StringVar(&f.proxies, "proxy-from", "", "addresses or networks of balancers that say with the PROXY protocol for whom they connect, as 10.0.0.0/8,::1")
	s.BoolVar(&o.LogAddresses, "log-addresses", false, "log the addresses of guests; otherwise names that stand for them until the server ends")
	s.DurationVar(&o.Idle, "idle", o.Idle, "time without a key until a session ends")
	s.DurationVar(&o.Longest, "longest", o.Longest, "time until any session ends")
	s.StringVar(&f.message, "motd", "", "file of a sentence that every guest is told first")
	s.StringVar(&f.log, "log", "text", "form of the log on standard error: text or json")
	s.StringVar(&f.metrics, "metrics", "", "address and port of /metrics for Prometheus, /healthz and /readyz, as 127.0.0.1:9090; none otherwise")
	s.StringVar(&f.web, "web", "", "address and port of a page with the explorer for browsers, as 127.0.0.1:8080; none otherwise")
	s.StringSliceVar(&f.webHosts, "web-host", nil, "names by which browsers reach that page, as flows.example.org; on this machine alone localhost, otherwise any")
	s.StringVar(&f.config, "config", "", "TOML file of flags by their names, as per-address = 8; BIJOU_PER_ADDRESS stands over it, and a flag over both")
}

// check refuses what would not serve, or would serve more people than was meant, and reads
// the files of keys and of the message.
func (f *serveFlags) check() (err error) {
	var host string
	if f.listen != noListen {
		host, _, err = net.SplitHostPort(f.listen)
	}
	switch {
	case f.listen == noListen && f.web == "":
		return errors.New("--listen none serves nobody without --web")
	case err != nil:
		return fmt.Errorf("--listen is an address and a port, such as 127.0.0.1:2222: %w", err)
	case f.anonymous && f.keys != "":
		return errors.New("--anonymous and --authorized-keys exclude each other")
	case f.Sessions < 1:
		return fmt.Errorf("--sessions is at least 1, not %d", f.Sessions)
	case min(f.PerAddress, f.PerMinute, f.PerNetwork, f.NetworkPerMinute) < 1:
		return errors.New("--per-address, --per-minute, --per-network and --network-per-minute are at least 1")
	case f.Idle < time.Second || f.Longest < time.Second:
		return errors.New("--idle and --longest are at least a second")
	case f.log != "text" && f.log != "json":
		return fmt.Errorf("--log is text or json, not %q", reading.Clean(f.log))
	case f.listen != noListen && !isLoopback(host) && !f.anonymous && f.keys == "":
		return fmt.Errorf("%s can be reached from other machines: say --anonymous to let anybody in, or --authorized-keys FILE", f.listen)
	}
	if err := f.checkWeb(); err != nil {
		return err
	}
	if f.Proxies, err = ssh.ParseNetworks(f.proxies); err != nil {
		return fmt.Errorf("--proxy-from: %s", reading.Clean(err.Error()))
	}
	if f.hostKey == "" && f.listen != noListen {
		f.hostKey, err = ownHostKey()
	}
	return err
}

// read reads the files of keys and of the message.
func (f *serveFlags) read() (err error) {
	if f.keys != "" {
		if f.Keys, err = ssh.AuthorizedKeys(f.keys); err != nil {
			return err
		}
	}
	if f.admins != "" {
		if f.Admins, err = ssh.AuthorizedKeys(f.admins); err != nil {
			return err
		}
	}
	if f.message != "" {
		f.Message, err = readMessage(f.message)
	}
	return err
}

// readMessage reads a sentence as one line of what can be seen.
func readMessage(file string) (string, error) {
	const most = 300 // letters
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	words := strings.Fields(strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) {
			return ' '
		}
		return r
	}, string(text)))
	if line := []rune(strings.Join(words, " ")); len(line) <= most {
		return string(line), nil
	}
	return "", fmt.Errorf("%s has more than %d letters, which no line of the screen shows", file, most)
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// ownHostKey is where the key of the host is if nobody says. Without a home it would
// be made anew in places that do not stay, and guests would be warned of another host.
func ownHostKey() (string, error) {
	xdg.Reload() // as the environment may have changed since the process started
	if home, err := os.UserHomeDir(); (err != nil || home == "/") && os.Getenv("XDG_STATE_HOME") == "" {
		return "", errors.New("there is no home directory that could keep the key of this host: say --host-key FILE, on a disk that stays")
	}
	return filepath.Join(xdg.StateHome, "bijou", "host_ed25519"), nil
}
