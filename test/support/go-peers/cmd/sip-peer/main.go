// Plays livekit-sip on the message bus of a real livekit-server, without any SIP or sound: it asks the server who takes an inbound call,
// and takes the server's wishes to dial and to transfer. What becomes of them is decided by whoever started it, over stdin and stdout, one
// JSON object a line; that is also who joins the rooms, with the tokens made here.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"

	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
	"github.com/redis/go-redis/v9"
)

// command is what the test asks for or answers. ID is that of the command for `call` and `hangup`, and that of the server's request for
// `dialed`, `transferred` and `failed`.
type command struct {
	Do   string `json:"do"`
	ID   int    `json:"id"`
	Call string `json:"call"`

	inboundCall
	outcome
}

var (
	outputLock sync.Mutex
	output     = json.NewEncoder(os.Stdout)
)

// tell writes one line for the test.
func tell(line map[string]any) {
	outputLock.Lock()
	defer outputLock.Unlock()
	if err := output.Encode(line); err != nil {
		os.Exit(1)
	}
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	bus := psrpc.NewRedisMessageBus(redis.NewClient(&redis.Options{Addr: os.Getenv("SIP_PEER_REDIS")}))
	server, err := rpc.NewIOInfoClient(bus)
	if err != nil {
		return err
	}
	bridge := newBridge(tokenMaker{key: os.Getenv("LIVEKIT_API_KEY"), secret: os.Getenv("LIVEKIT_API_SECRET")})
	if bridge.topics, err = rpc.NewSIPInternalServer(bridge, bus); err != nil {
		return err
	}
	defer bridge.topics.Kill()
	// No cluster: the topic that a server of one's own calls.
	if err := bridge.topics.RegisterCreateSIPParticipantTopic(""); err != nil {
		return err
	}
	tell(map[string]any{"event": "ready"})
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var asked command
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			return err
		}
		go bridge.obey(context.Background(), server, asked)
	}
	return lines.Err()
}

func (b *bridge) obey(ctx context.Context, server rpc.IOInfoClient, asked command) {
	switch asked.Do {
	case "call":
		answer := map[string]any{"id": asked.ID}
		if err := b.evaluate(ctx, server, asked.inboundCall, answer); err != nil {
			answer["error"] = err.Error()
		}
		tell(answer)
	case "hangup":
		b.topics.DeregisterTransferSIPParticipantTopic(asked.Call)
		tell(map[string]any{"id": asked.ID})
	default:
		b.decide(asked.ID, asked.outcome)
	}
}
