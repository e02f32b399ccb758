// Plays livekit-egress on the message bus of a real livekit-server: it takes every recording that is asked for, records nothing, and writes
// what was asked as one line of JSON. It ends with its standard input.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
	"github.com/redis/go-redis/v9"
	"google.golang.org/protobuf/encoding/protojson"
)

type recorder struct{}

func (recorder) StartEgress(_ context.Context, asked *rpc.StartEgressRequest) (*livekit.EgressInfo, error) {
	line, err := protojson.Marshal(asked)
	if err != nil {
		return nil, err
	}
	fmt.Println(string(line))
	return &livekit.EgressInfo{
		EgressId:  asked.EgressId,
		RoomId:    asked.RoomId,
		RoomName:  asked.GetRoomComposite().GetRoomName(),
		Status:    livekit.EgressStatus_EGRESS_STARTING,
		StartedAt: time.Now().UnixNano(),
	}, nil
}

func (recorder) StartEgressAffinity(context.Context, *rpc.StartEgressRequest) float32 {
	return 1
}

func (recorder) ListActiveEgress(context.Context, *rpc.ListActiveEgressRequest) (*rpc.ListActiveEgressResponse, error) {
	return &rpc.ListActiveEgressResponse{}, nil
}

func main() {
	bus := psrpc.NewRedisMessageBus(redis.NewClient(&redis.Options{Addr: os.Getenv("EGRESS_PEER_REDIS")}))
	server, err := rpc.NewEgressInternalServer(recorder{}, bus)
	if err == nil {
		err = server.RegisterStartEgressTopic("")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	server.Kill()
}
