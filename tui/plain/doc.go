// Package plain is bijou without a screen: it trains and lists as lines of text
// or JSON, for scripts, logs and pipes.
package plain
