package ssh

import (
	"strings"
	"testing"
)

func TestAUserNameOpensALesson(t *testing.T) {
	m := newMenu(Limits())
	o, err := m.order("lesson-3", "")
	if err != nil || o.lesson == nil || o.lesson.Number != 3 || o.name != "lesson-3" || !strings.HasPrefix(o.parts.Data, "moons") {
		t.Errorf("lesson-3 opens %+v, %v", o, err)
	}
	if o, err := m.order("lesson-99", ""); err != nil || o.lesson != nil || len(o.notes) == 0 {
		t.Errorf("lesson-99 opens %+v, %v", o, err)
	}
	if o, _ := m.order("3", ""); o.lesson != nil {
		t.Error("a bare number opens a lesson")
	}
	if !strings.Contains(m.help(), "lesson-10") {
		t.Error("the help names no lessons")
	}
}
