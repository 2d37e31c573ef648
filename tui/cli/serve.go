package cli

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	gossh "golang.org/x/crypto/ssh"

	"bijou/tui/ssh"
)

func serve() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the explorer over SSH and to browsers, a run of its own to each who connects",
		Long: "Serve the explorer over SSH: ssh -p 2222 HOST opens it, ssh -p 2222 rings@HOST with other data,\n" +
			"ssh -p 2222 HOST help says what else there is. --web adds a page for browsers with the same sessions\n" +
			"and bounds: http://HOST/rings opens other data, http://HOST/?spec=LINE any run. Guests reach no files\n" +
			"and no shell, and who is refused is told why. Every flag may also stand in the file of --config, or in\n" +
			"the environment as BIJOU_LISTEN. SIGHUP reads that file, the authorized keys and the message anew.\n" +
			"SIGTERM and SIGINT ask all sessions to end, which print their runs as lines to go on with; the exit\n" +
			"code is 0.",
		Example: `  bijou serve
  bijou serve --web 127.0.0.1:8080
  bijou serve --listen :2222 --anonymous
  bijou serve --listen :2222 --authorized-keys ~/.ssh/authorized_keys
  bijou serve --listen :2222 --anonymous --proxy-from 10.0.0.0/8
  bijou serve --config /etc/bijou/serve.toml --metrics 127.0.0.1:9090`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			given := givenFlags(c.Flags())
			err := fill(c.Flags())
			if err == nil {
				err = f.check()
			}
			if err != nil {
				return usage(err)
			}
			return ran(f.run(c, given))
		},
	}
	f.register(c.Flags())
	c.MarkFlagsMutuallyExclusive("anonymous", "authorized-keys")
	return c
}

// givenFlags are those of the command line.
func givenFlags(s *pflag.FlagSet) (given []setting) {
	s.Visit(func(f *pflag.Flag) { given = append(given, setting{f.Name, f.Value.String()}) })
	return given
}

// again reads anew all that is not on the command line.
func again(given []setting) (*serveFlags, error) {
	var f serveFlags
	s := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	f.register(s)
	for _, g := range given {
		if err := s.Set(g.name, g.value); err != nil {
			return nil, err
		}
	}
	if err := fill(s); err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	return &f, f.read()
}

// servingGC is how far the heap grows beyond what is in use before it is collected, in
// percent. What guests hold is numbers nearly all, which cost a collection nothing, and
// training makes no garbage: room is worth more than the few milliseconds.
const servingGC = 20

// run serves until a signal ends it.
func (f *serveFlags) run(c *cobra.Command, given []setting) (err error) {
	if err := f.meetSSH(); err != nil {
		return err
	}
	if err := f.read(); err != nil {
		return err
	}
	f.Log = f.logger(c.ErrOrStderr())
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(servingGC)
	}
	s := ssh.New(f.Options)
	signals, stop := servingSignals()
	defer stop()
	ctx, end := heed(c.Context(), signals, func() { f.reread(s, given) })
	defer end()
	done, err := f.monitor(ctx, s)
	if err != nil {
		return err
	}
	defer done()
	closeWeb, err := f.serveWeb(ctx, s)
	if err != nil {
		return err
	}
	defer closeWeb()
	l, err := f.listenSSH(ctx)
	if err != nil {
		return err
	}
	err = s.Serve(ctx, l)
	f.Log.Info("ended", "why", err)
	if errors.Is(err, errAsked) || errors.Is(err, ssh.ErrDrained) {
		return nil
	}
	return err
}

// noListen stands for no address.
const noListen = "none"

// meetSSH reads or makes the key of the host, where SSH is served.
func (f *serveFlags) meetSSH() (err error) {
	if f.listen != noListen {
		f.HostKey, f.madeKey, err = ssh.HostKey(f.hostKey)
	}
	return err
}

// listenSSH listens for SSH, where that is wanted.
func (f *serveFlags) listenSSH(ctx context.Context) (net.Listener, error) {
	if f.listen == noListen {
		return nil, nil
	}
	l, err := listen(ctx, f.listen)
	if err == nil {
		f.Log.Info("serving", "address", l.Addr().String(), "key", gossh.FingerprintSHA256(f.HostKey.PublicKey()), "file", f.hostKey, "new", f.madeKey)
	}
	return l, err
}

func (f *serveFlags) logger(out io.Writer) *slog.Logger {
	if f.log == "json" {
		return slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{ReplaceAttr: inSeconds}))
	}
	return slog.New(slog.NewTextHandler(out, nil))
}

// inSeconds makes numbers of seconds of durations, which JSON has as nanoseconds otherwise.
func inSeconds(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		a.Value = slog.Float64Value(a.Value.Duration().Seconds())
	}
	return a
}

// listen finds out within a minute that a guest is gone without a word.
func listen(ctx context.Context, address string) (net.Listener, error) {
	config := net.ListenConfig{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 15 * time.Second, Count: 4}}
	return config.Listen(ctx, "tcp", address)
}

// monitor serves what an operator watches, if that is wanted. The function ends it.
func (f *serveFlags) monitor(ctx context.Context, s *ssh.Server) (done func(), err error) {
	if f.metrics == "" {
		return func() {}, nil
	}
	l, err := listen(ctx, f.metrics)
	if err != nil {
		return nil, err
	}
	const patience = 10 * time.Second
	server := &http.Server{Handler: s.Monitor(), ReadTimeout: patience, WriteTimeout: patience, IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10}
	go server.Serve(l) //nolint:errcheck // it says that it was closed
	f.Log.Info("metrics", "address", l.Addr().String())
	return func() { server.Close() }, nil
}

// reread puts what files and the environment say by now into force, as far as that can be
// done while the server runs. What cannot be read changes nothing.
func (f *serveFlags) reread(s *ssh.Server, given []setting) {
	now, err := again(given)
	if err == nil && ((now.keys == "") != (f.keys == "") || (now.admins == "") != (f.admins == "")) {
		err = errors.New("whether a key is asked for at all changes with a new start only")
	}
	if err != nil {
		s.Log.Error("all stays as it was", "why", err)
		return
	}
	s.Change(now.Rules)
	s.Log.Info("settings were read anew", "keys", len(now.Keys), "sessions", now.Sessions)
	if now.listen != f.listen || now.web != f.web || !slices.Equal(now.webHosts, f.webHosts) || now.hostKey != f.hostKey || now.proxies != f.proxies || now.log != f.log || now.metrics != f.metrics {
		s.Log.Warn("addresses, host key, balancers and the form of the log change with a new start only")
	}
}
