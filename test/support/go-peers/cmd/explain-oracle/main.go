// Answers what becomes of a call, one JSON line for each on stdin: by LiveKit's own matcher from the trunks and rules in the line, or, with
// -redis, by asking the livekit-server that listens there on the message bus, as livekit-sip does.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
)

// call is a call as livekit-sip tells the server of it.
type call struct {
	From  string `json:"from"`
	To    string `json:"to"`
	IP    string `json:"ip"`
	Host  string `json:"host"`
	Pin   string `json:"pin"`
	NoPin bool   `json:"noPin"`
}

type line struct {
	State struct {
		Inbound []json.RawMessage `json:"inbound"`
		Rules   []json.RawMessage `json:"rules"`
	} `json:"state"`
	Call call `json:"call"`
}

// answer is what becomes of it; Why is for people only.
type answer struct {
	Outcome     string       `json:"outcome"`
	Trunk       *string      `json:"trunk"`
	Rule        *string      `json:"rule"`
	Auth        bool         `json:"auth"`
	Room        *string      `json:"room"`
	Participant *participant `json:"participant,omitempty"`
	Why         string       `json:"why,omitempty"`
}

type participant struct {
	Identity   string            `json:"identity"`
	Name       string            `json:"name"`
	Metadata   string            `json:"metadata"`
	Attributes map[string]string `json:"attributes"`
}

// evaluator answers one call.
type evaluator func(l *line) (*answer, error)

func main() {
	redis := flag.String("redis", "", "address of the Redis that the server listens on")
	whole := flag.Bool("whole", false, "also tell the participant, and why")
	flag.Parse()
	evaluate := evaluator(byModule)
	if *redis != "" {
		bus, err := onBus(*redis)
		if err != nil {
			log.Fatal(err)
		}
		evaluate = bus
	}
	if err := run(evaluate, *whole); err != nil {
		log.Fatal(err)
	}
}

func run(evaluate evaluator, whole bool) error {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for number := 1; ; number++ {
		text, err := in.ReadBytes('\n')
		if len(text) == 0 && err != nil {
			return nil
		}
		var l line
		if err := json.Unmarshal(text, &l); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		a, err := evaluate(&l)
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if !whole {
			a.Participant, a.Why = nil, ""
		}
		data, err := json.Marshal(a)
		if err != nil {
			return err
		}
		out.Write(data)
		out.WriteByte('\n')
		if in.Buffered() == 0 {
			out.Flush()
		}
	}
}

// orNull is nil for an id that is not there.
func orNull(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}
