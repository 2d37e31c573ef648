package worlds

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/acting"
)

// behaviour names the variable by which a test starts itself as a program to act in.
const behaviour = "BIJOU_TEST_WORLD"

func TestMain(m *testing.M) {
	if how := os.Getenv(behaviour); how != "" {
		behave(how)
		return
	}
	os.Exit(m.Run())
}

// A counter counts its steps up to 3, and pays what its action was.
const counter = `{"observation": ["steps"], "actions": ["pay"], "low": [-10], "high": [10], "horizon": 50, "discount": 0.5}`

func behave(how string) {
	hello, rest, _ := strings.Cut(how, "\n")
	fmt.Println(hello)
	in := bufio.NewScanner(os.Stdin)
	for n := 0; in.Scan(); n++ {
		var r struct {
			Reset  *uint32
			Action []float64
		}
		if json.Unmarshal(in.Bytes(), &r) != nil {
			os.Exit(3)
		}
		switch {
		case rest == "dies" && n > 1500:
			fmt.Fprintln(os.Stderr, "ran out of \x1b[31mluck")
			return
		case rest == "sleeps":
			time.Sleep(time.Minute)
		case strings.HasPrefix(rest, "says "):
			fmt.Println(rest[5:])
			continue
		case r.Reset != nil:
			steps = 0
			fmt.Println(`{"observation": [0]}`)
			continue
		}
		steps++
		fmt.Printf(`{"observation": [%d], "reward": %g, "over": %t}`+"\n", steps, r.Action[0], steps == 3)
	}
}

var steps int

// program opens this test as a program.
func program(t *testing.T, how string) (*Program, error) {
	t.Helper()
	t.Setenv(behaviour, how)
	p, err := Open([]string{os.Args[0]})
	if err == nil {
		t.Cleanup(p.Close)
	}
	return p, err
}

func TestAProgramIsAWorld(t *testing.T) {
	p, err := program(t, counter)
	if err != nil {
		t.Fatal(err)
	}
	e := acting.NewEpisodes(p, 1)
	e.Run(stream(1), func(observed, action *ad.Mat) { action.Data[0] = 0.1 * observed.Data[0] }, p.Shape().Horizon, 0.5)
	near(t, "the return", e.Return[0], 0*1+1*0.5+2*0.25, 1e-12)
	if e.Length[0] != 3 || !e.Ended[0] || p.Err() != nil {
		t.Errorf("%d steps, over %t, %v", e.Length[0], e.Ended[0], p.Err())
	}
}

func TestAProgramIsJudgedWithoutLosingItsPlace(t *testing.T) {
	p, err := program(t, counter)
	if err != nil {
		t.Fatal(err)
	}
	turn := acting.NewTurn(p.Shape(), 1)
	p.Reset(stream(1), turn.State)
	p.Step(nil, turn)
	e := acting.NewEpisodes(p.Apart(), 1)
	e.Run(stream(2), func(_, action *ad.Mat) { clear(action.Data) }, 50, 1)
	if p.Step(nil, turn); turn.State.Data[0] != 2 || e.Length[0] != 3 {
		t.Errorf("it stands at step %g", turn.State.Data[0])
	}
}

func TestWhatAProgramMetIsWhatAFlowIsToldOf(t *testing.T) {
	p, err := program(t, counter)
	if err != nil {
		t.Fatal(err)
	}
	x, given := ad.New(500, 1), ad.New(500, 1)
	p.Sample(stream(1), x, given)
	for i, v := range given.Data {
		if v != math.Trunc(v) || v < 0 || v > 2 || math.Abs(x.Data[i]) > 1 {
			t.Fatalf("an action of %g at step %g", x.Data[i], v)
		}
	}
}

func TestAProgramOfChoicesHasReturns(t *testing.T) {
	p, err := program(t, `{"observation": ["steps"], "choices": ["nothing", "something"], "discount": 0.5}`)
	if err != nil {
		t.Fatal(err)
	}
	x, given := ad.New(500, 1), ad.New(500, 3)
	p.Sample(stream(1), x, given)
	for i, paid := range x.Data {
		if given.At(i, 1)+given.At(i, 2) != 1 || given.At(i, 0) == 2 && paid != given.At(i, 2) || paid < 0 || paid > 1.75 {
			t.Fatalf("paid %g after %v", paid, given.Data[i])
		}
	}
	if src := p.Source(); len(src.Given) != 2 || src.Columns[0] != "return" {
		t.Errorf("%+v", src)
	}
}

func TestAProgramThatDiesEndsAllEpisodesAndSaysWhy(t *testing.T) {
	p, err := program(t, counter+"\ndies")
	if err != nil {
		t.Fatal(err)
	}
	e := acting.NewEpisodes(p, 1)
	for range 100 {
		e.Run(stream(1), func(_, action *ad.Mat) { clear(action.Data) }, 50, 1)
	}
	if p.Err() == nil || !strings.Contains(p.Err().Error(), "ended") || !strings.HasSuffix(p.Err().Error(), "ran out of [31mluck") {
		t.Errorf("%v", p.Err())
	}
	if !e.Ended[0] || e.Length[0] != 1 {
		t.Errorf("an episode of %d steps in a world that is gone", e.Length[0])
	}
}

func TestAProgramThatDoesNotSpeakAsItShouldIsRefused(t *testing.T) {
	defer func(a, b time.Duration) { firstAnswer, nextAnswer = a, b }(firstAnswer, nextAnswer)
	firstAnswer, nextAnswer = 5*time.Second, 300*time.Millisecond
	for how, want := range map[string]string{
		"hello":                  `wrote "hello"`,
		`{}`:                     "0 observations",
		`{"observation": ["x"]}`: "0 actions and no choices",
		`{"observation": ["x"], "choices": ["a"]}`:                                         "1 choices",
		`{"observation": ["x"], "choices": ["a", "b"], "actions": ["u"]}`:                  "one of both",
		`{"observation": ["x"], "actions": ["u"]}`:                                         "0 lowest",
		`{"observation": ["x"], "actions": ["u"], "low": [1], "high": [1]}`:                "from 1 to 1",
		`{"observation": [""], "actions": ["u"], "low": [0], "high": [1]}`:                 "characters that can be seen",
		`{"observation": ["x"], "actions": ["u"], "low": [0], "high": [1], "horizon": -1}`: "horizon is -1",
		`{"observation": ["x"], "actions": ["u"], "low": [0], "high": [1], "discount": 2}`: "discount is 2",
		counter + "\nsleeps":                                     "did not answer within 300ms",
		counter + "\nsays {\"observation\": [1, 2]}":             "2 observations; its first line gives 1",
		counter + "\nsays {\"observation\": [1e999]}":            "a line of JSON was due",
		counter + "\nsays " + strings.Repeat("x", longestLine+1): "more than 64 KiB",
	} {
		if _, err := program(t, how); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v; want %q", how, err, want)
		}
	}
	for _, words := range [][]string{nil, {"./no-such-program"}} {
		if _, err := Open(words); err == nil {
			t.Errorf("%q could be run", words)
		}
	}
}

func TestAPolicyLearnsInAProgramFromItsReplayAndFromWholeEpisodes(t *testing.T) {
	for _, objective := range []string{acting.PolicyName, acting.ReinforceName} {
		p, err := program(t, counter)
		if err != nil {
			t.Fatal(err)
		}
		spec, err := flows.ParseSpec("iaf(hidden=4), tanh")
		if err != nil {
			t.Fatal(err)
		}
		settings, err := model.DefaultSettings().With("objective", objective)
		if err != nil {
			t.Fatal(err)
		}
		if settings, err = settings.With("lr", "0.05"); err != nil {
			t.Fatal(err)
		}
		src := p.Source()
		src.Spec = "counter"
		f, err := model.NewFit(model.Config{Source: src, Spec: spec, Settings: settings, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(f.Close)
		before := paidIn(f)
		for range 60 {
			f.Step()
		}
		if state, why := f.Ended(); state != model.Paused {
			t.Fatalf("%s: %v, %s", objective, state, why)
		}
		if after := paidIn(f); !(after > before+1) {
			t.Errorf("%s: an episode paid %g before and %g after", objective, before, after)
		}
	}
}

// paidIn is what an episode pays on average by the weights of now.
func paidIn(f *model.Fit) float64 { return -f.Snapshot().Val }
