package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/model/sound"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// speaker plays what a flow of waves says.
type speaker struct{ *App }

// soundSeconds is how long a wave is that is written or played.
const soundSeconds = 2

// players are programs that play a WAV file, as they are called on systems of all kinds.
var players = [][]string{{"pw-play"}, {"paplay"}, {"aplay", "-q"}, {"afplay"}, {"play", "-q"}, {"ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"}}

// hasNoSound says why there is none.
func (v speaker) hasNoSound() string {
	switch {
	case v.Snap == nil:
		return v.NoSnapshot()
	case !view.HasWaves(v.Snap):
		return "a sound is that of a flow of waves, such as bijou --recipe waveglow"
	case v.remote:
		return "sounds are played in a terminal of your own, not here"
	}
	return ""
}

// cannotPlay says why none can be played.
func (v speaker) cannotPlay() string {
	if why := v.hasNoSound(); why != "" {
		return why
	}
	if player() == nil {
		return "no player is installed, such as aplay, paplay, afplay or ffplay; W writes a file"
	}
	return ""
}

// player returns the first player that is installed; nil for none.
func player() []string {
	for _, p := range players {
		if _, err := exec.LookPath(p[0]); err == nil {
			return p
		}
	}
	return nil
}

// spoken is a wave under the condition of the dials, at the temperature of the pictures.
func spoken(s *model.Snapshot, sigma float64) ([]float64, error) {
	return sound.Long(s, model.DrawStream(s.Seed), soundSeconds*sound.Rate, sigma)
}

// soundName is what a file of the sound is called: vowels-i.
func (v speaker) soundName() string {
	name, _, _ := strings.Cut(v.Snap.Data.Spec, "(")
	if !v.Dials.OverAll() {
		name += "-" + v.ConditionText()
	}
	clean := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}
	return strings.Trim(strings.Map(clean, name), "-")
}

// createFree creates a file that is not there yet: name.wav, or name-2.wav and so on.
func createFree(name, extension string) (*os.File, error) {
	const most = 1000
	path := name + extension
	for n := 2; ; n++ {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
		if !errors.Is(err, os.ErrExist) || n > most {
			return f, err
		}
		path = fmt.Sprintf("%s-%d%s", name, n, extension)
	}
}

// play plays two seconds of the flow, with what is installed.
func (v speaker) play() tea.Cmd {
	s, sigma, with := v.Snap, v.Plots.Sigma(), player()
	ctx := v.Ctx
	return screen.Guard(func() tea.Msg {
		x, err := spoken(s, sigma)
		if err == nil {
			err = playWave(ctx, with, x)
		}
		return soundMsg{fmt.Sprintf("played with %s at σ %.2g", with[0], sigma), err}
	})
}

// playWave lets a player play a wave from a file that is gone afterwards.
func playWave(ctx context.Context, with []string, x []float64) error {
	f, err := os.CreateTemp("", "bijou-*.wav")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := errors.Join(sound.Write(f, x), f.Close()); err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, 4*soundSeconds*time.Second)
	defer stop()
	if err := exec.CommandContext(ctx, with[0], append(with[1:len(with):len(with)], f.Name())...).Run(); err != nil {
		return fmt.Errorf("%s plays nothing here: %w", with[0], err)
	}
	return nil
}

// A soundMsg says what became of a sound.
type soundMsg struct {
	text string
	err  error
}

// heard tells it.
func (v speaker) heard(msg soundMsg) tea.Cmd {
	if msg.err != nil {
		return v.Warn(msg.err.Error())
	}
	return v.Say(msg.text)
}
