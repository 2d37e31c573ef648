package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// BenchmarkFrame is one frame at 120×40 with 4,000 points in motion: what is
// drawn when a snapshot and a new cloud have come.
func BenchmarkFrame(b *testing.B) {
	s := newSession(b, tea.WindowSizeMsg{Width: 120, Height: 40})
	if n := len(s.app.pictures.cloud.hue) + len(s.app.pictures.cloud.dataHue); n != 4000 {
		b.Fatalf("%d points, want 4000", n)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.app.dirty = true
		s.app.View()
	}
	b.ReportMetric(float64(len(s.app.frame)), "bytes/frame")
}

// BenchmarkChart is the part of a frame that is drawn only a few times a
// second.
func BenchmarkChart(b *testing.B) {
	s := newSession(b, tea.WindowSizeMsg{Width: 120, Height: 40})
	for b.Loop() {
		s.app.drawChart()
	}
}

// BenchmarkPictures are the jobs behind a frame: both clouds, and the ledger.
func BenchmarkPictures(b *testing.B) {
	s := newSession(b, tea.WindowSizeMsg{Width: 120, Height: 40})
	p := &s.app.pictures
	b.Run("cloud", func(b *testing.B) {
		for b.Loop() {
			makeCloud(s.app.snap, p.base, p.data, s.app.plots.axes)
		}
	})
	b.Run("ledger", func(b *testing.B) {
		for b.Loop() {
			s.app.snap.Ledger(s.app.snap.Data.Test)
		}
	})
}
