namespace RewardServer.Hosting;

/// <summary>Options of section <c>Server</c>: where it listens and how much it takes.</summary>
internal sealed class ServerOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Server";

    /// <summary>Address to listen on: an IP address, <c>localhost</c>, or <c>*</c> for every address.</summary>
    /// <value>The default is <c>127.0.0.1</c>: nothing outside the machine can connect.</value>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>Port of HTTP/1.1; 0 takes a free one.</summary>
    /// <value>The default is 8080.</value>
    public int Port { get; set; } = 8080;

    /// <summary>Port of cleartext HTTP/2 (gRPC; the JSON API answers there too); 0 takes a free one.</summary>
    /// <value>The default is 8081.</value>
    public int GrpcPort { get; set; } = 8081;

    /// <summary>The largest request body, in bytes; also the largest gRPC message.</summary>
    /// <value>The default is 8 MiB.</value>
    public int MaxBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Tokens of admitted and unanswered calls at most, as estimated from their text; more is refused.</summary>
    /// <value>The default is 262,144 (128 batches of 2,048).</value>
    public int MaxPendingTokens { get; set; } = 128 * 2048;

    /// <summary>Weight of calls that somebody waits for (<c>X-Priority: interactive</c>, the default) while training runs have work, too.</summary>
    /// <value>The default is 4: with <see cref="TrainWeight"/> 1, four tokens of five.</value>
    public int InteractiveWeight { get; set; } = 4;

    /// <summary>Weight of calls of training runs (<c>X-Priority: train</c>) while others have work, too.</summary>
    /// <value>The default is 1.</value>
    public int TrainWeight { get; set; } = 1;

    /// <summary>How long a stopping server lets work in flight finish.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
