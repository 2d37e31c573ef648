package terminal

const keyboardFile = "CONIN$"
