package tui

import (
	"cmp"
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"bijou/model"
	"bijou/tui/pane"
	"bijou/tui/plot"
	"bijou/tui/popup"
	"bijou/tui/screen"
	"bijou/tui/terminal"
	"bijou/tui/theme"
)

// App is the explorer: the Bubble Tea model at the root. It is used through a
// pointer and belongs to the goroutine of the program; commands capture values
// and never the App.
type App struct {
	*screen.State
	*pane.Panes

	keyboard keyboard
	mouse    mouse
	frames   frames
	past     past
	saver    saver
	opener   opener
	teacher  teacher
	slow     slowMotion
	splitter splitter

	name  string   // of the recipe; may be empty
	notes []string // to be said at the start

	// What the terminal is.
	env       terminal.Environment
	profile   colorprofile.Profile
	look      theme.Choice
	themeName string // of the look
	keeps     Keeper // of settings
	light     bool   // the terminal has said that its ground is light
	blurred   bool
	blurs     int  // how often the window went to the background
	remote    bool // it is a Window
	steady    bool // time is that of a script: pictures are made in full
	pace      *Pace
	shown     func(*model.Snapshot) // is told of every snapshot; nil for nobody

	// What is seen of the fit.
	thumbnails popup.Thumbnails

	diagnosis popup.Diagnosis

	// What a person chose.
	overlay overlay

	frame string // the grid as text, valid unless dirty
	err   error  // why the program ends, if not by q
}

// newApp returns the explorer of a driver whose trainer runs elsewhere.
func newApp(ctx context.Context, d screen.Driver, o Options) *App {
	env := terminal.Environment(o.Environ)
	a := &App{
		State: screen.New(ctx, d, env.Glyphs()), name: o.Name,
		env: env, profile: colorprofile.TrueColor,
	}
	a.look, _ = theme.Named(o.Theme)
	a.themeName, a.keeps = cmp.Or(o.Theme, theme.Names()[0]), o.Settings
	if g, ok := terminal.GlyphsByName(o.Glyphs); ok {
		a.Glyphs = g
	}
	if p, ok := env.Profile(); ok {
		a.profile = p
	}
	a.keyboard = keyboard{App: a, keys: keyTable()}
	a.mouse, a.frames, a.past, a.saver = mouse{App: a, on: !o.NoMouse}, frames{App: a}, past{a}, saver{a, o.Shelf}
	a.opener, a.teacher, a.splitter = opener{a}, teacher{App: a}, splitter{App: a}
	a.slow = slowMotion{App: a}
	a.splitter.recall()
	a.Panes, a.diagnosis = pane.New(a.State), popup.NewDiagnosis(a.State)
	a.retheme()
	a.notes = o.Notes
	if o.Lesson != nil {
		a.teacher.open(o.Lesson, noRun)
	}
	return a
}

// Init asks the terminal what it is and waits for the first snapshot.
func (a *App) Init() tea.Cmd {
	var greet tea.Cmd
	if len(a.notes) > 0 {
		greet = a.Post(screen.Toast{Text: a.notes[0], Notes: a.notes[1:]})
	}
	return tea.Batch(tea.RequestBackgroundColor, tea.RequestCapability("RGB"), tea.RequestCapability("Tc"), a.frames.sleep(), greet)
}

// Update routes a message to what it concerns.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.resize(msg.Width, msg.Height)
		return a, a.startJobs()
	case tea.ColorProfileMsg, tea.BackgroundColorMsg:
		a.recolour(msg)
	case tea.FocusMsg, tea.BlurMsg, tea.ResumeMsg:
		return a, a.attend(msg)
	case tea.KeyPressMsg:
		return a, a.keyboard.press(msg)
	case tea.PasteMsg:
		return a, a.keyboard.paste(msg.Content)
	case tea.MouseClickMsg:
		return a, a.mouse.click(tea.Mouse(msg))
	case tea.MouseMotionMsg:
		return a, a.mouse.drag(tea.Mouse(msg))
	case tea.MouseReleaseMsg:
		return a, a.mouse.release(tea.Mouse(msg))
	case tea.MouseWheelMsg:
		return a, a.mouse.turn(tea.Mouse(msg))
	case scrollMsg:
		return a, a.mouse.scroll()
	case frameMsg:
		return a, a.frames.nextFrame(int(msg))
	case screen.SnapshotMsg:
		return a, a.frames.wake(msg.Snap)
	case pane.CloudMsg, pane.LedgerMsg, popup.ThumbnailMsg:
		return a, a.takePicture(msg)
	case pane.PlayMsg:
		return a, tea.Batch(a.Plots.Path.Play(int(msg)), a.startJobs())
	case pane.PictureMsg:
		return a, a.storePicture(msg)
	case popup.StudyMsg:
		return a, a.diagnosis.Studied(msg)
	case pane.SourceMsg:
		return a, a.Data.UseSource(msg)
	case sketchedMsg:
		return a, sketcher{a}.sketched(msg)
	case writtenMsg:
		return a, scribe{a}.written(msg)
	case soundMsg:
		return a, speaker{a}.heard(msg)
	case savedMsg:
		return a, a.saver.saved(msg)
	case popup.MatchesMsg:
		a.overlay.open.TakeMatches(msg)
		a.Dirty = true
	case openedMsg:
		return a, a.opener.opened(msg)
	case chosenMsg:
		return a, a.opener.chosen(msg)
	case replaceMsg:
		return a, a.opener.replace(msg)
	case recipeMsg:
		return a, a.opener.takenRecipe(msg)
	case lessonMsg:
		return a, a.teacher.taken(msg)
	case tickMsg:
		return a, a.teacher.measured(msg)
	case screen.DoneMsg:
		return a, a.done(msg)
	case noticeMsg:
		return a, a.rest(string(msg))
	case restMsg:
		return a, a.restAway(int(msg))
	case screen.ToastMsg:
		return a, a.EndToast(int(msg))
	case signalMsg:
		return a, a.quit(&SignalError{msg.signal})
	case screen.CrashMsg:
		return a, a.quit(msg.Err)
	}
	return a, nil
}

// View returns the screen. Bubble Tea calls it after every message, so it is
// drawn only when something changed.
func (a *App) View() tea.View {
	if a.Dirty {
		began := time.Now()
		a.draw()
		a.frame, a.Dirty = a.Grid.String(), false
		a.pace.drew(time.Since(began))
	}
	v := tea.NewView(a.frame)
	v.AltScreen, v.ReportFocus = true, true
	v.WindowTitle = "bijou"
	if a.Snap != nil {
		v.WindowTitle += " · " + cmp.Or(a.name, a.Data.DataName())
	}
	if a.mouse.on {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

func (a *App) quit(err error) tea.Cmd {
	if a.err == nil {
		a.err = err
	}
	return tea.Quit
}

// The largest screen that is drawn: what lies beyond stays blank.
const maxW, maxH = 500, 200

func (a *App) resize(w, h int) {
	a.Layout.Screen = plot.Rect{W: plot.Clamp(w, 0, maxW), H: plot.Clamp(h, 0, maxH)}
	a.Arrange()
}

func (a *App) recolour(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.ColorProfileMsg:
		if _, fixed := a.env.Profile(); !fixed {
			a.profile = msg.Profile
		}
	case tea.BackgroundColorMsg:
		a.light = !msg.IsDark()
	}
	a.retheme()
}

func (a *App) retheme() {
	if !a.look.Fixed {
		a.look.Dark = !a.light
	}
	a.Theme = theme.New(a.profile, a.look.Dark, a.look.Look)
	a.Changed++
	a.Dirty = true
}

// attend slows down while the window is in the background and looks again at
// its colours when it comes back.
func (a *App) attend(msg tea.Msg) tea.Cmd {
	a.Dirty = true
	if _, away := msg.(tea.BlurMsg); away {
		a.blurred = true
		if a.blurs++; a.remote {
			return a.Clock.After(awayRest, restMsg(a.blurs))
		}
		return nil
	}
	a.blurred = false
	return tea.RequestBackgroundColor
}

// interval is the time between two frames.
func (a *App) interval() time.Duration {
	if a.blurred {
		return terminal.BlurredFrame
	}
	return a.pace.interval(a.env.Frame())
}
