package tui

const keyboardFile = "CONIN$"
