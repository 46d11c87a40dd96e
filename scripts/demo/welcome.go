package main

import "fmt"

// welcome tells a newcomer what to open and what to try.
func (o options) welcome(p *prepared) {
	fmt.Printf(`
lawkiosk is running.

  The kiosk's page     http://%[1]s/kiosk   (opens http://%[2]s with its one-time key)
  The virtual terminal http://%[1]s/        (put a card on the reader, take paper out, pull plugs)
  The fleet's console  http://%[3]s/        name: %[4]s   password: %[5]s

  The lawyer's desk    http://%[3]s/desk    name: %[8]s   password: %[9]s   code: make code

  Meet yourself by video: sign in at the desk in one window, choose "on duty"; in another
  open the kiosk's page, touch a problem, then the video button, and answer at the desk.

  Put a demo card on the reader:   curl -X POST http://%[1]s/api/card -d '{"card":"citizen"}'
  Take it off:                     curl -X DELETE http://%[1]s/api/card
  Take the paper out:              curl -X POST http://%[1]s/api/printer -d '{"paper":0}'
  Put 50 sheets in:                curl -X POST http://%[1]s/api/printer -d '{"paper":50}'

  What was printed lies in %[6]s, logs in %[7]s. Ctrl-C stops everything.
`, o.panel, o.kiosk, o.fleet, operator, p.password, o.path("printed"), o.path("log"), lawyer, p.lawyer)
}
