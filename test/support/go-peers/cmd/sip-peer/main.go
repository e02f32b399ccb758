// Plays livekit-sip on the message bus.
package main

import (
	"fmt"

	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
	"github.com/redis/go-redis/v9"
)

func main() {
	bus := psrpc.NewRedisMessageBus(redis.NewClient(&redis.Options{}))
	_, err := rpc.NewIOInfoClient(bus)
	fmt.Println(err)
}
