namespace RewardServer.Remote;

/// <summary>
/// Options of section <c>Remote:&lt;model name&gt;</c>: the OpenAI-compatible server whose model writes for a model folder without a graph.
/// </summary>
internal sealed class RemoteOptions
{
    /// <summary>Address up to the version, such as <c>http://10.0.0.5:8000/v1</c>.</summary>
    public string Address { get; set; } = "";

    /// <summary>The model's name there.</summary>
    public string Model { get; set; } = "";

    /// <summary>How it is asked.</summary>
    /// <value>The default is <see cref="RemoteProtocol.Completions"/>.</value>
    public RemoteProtocol Protocol { get; set; }

    /// <summary>Name of the environment variable that holds the API key; null sends none.</summary>
    public string? ApiKeyVariable { get; set; }

    /// <summary>
    /// Whether the server continues an assistant's message that has begun (<c>continue_final_message</c>, vLLM and SGLang). Without it,
    /// <see cref="RemoteProtocol.Chat"/> refuses verifiers that begin the reply or ask a question behind it.
    /// </summary>
    /// <value>The default is false.</value>
    public bool ContinuesReply { get; set; }

    /// <summary>Most likely tokens asked for where a choice is read; servers have limits of their own (OpenAI 20 in chats, 5 in completions).</summary>
    /// <value>The default is 20.</value>
    public int TopLogProbabilities { get; set; } = 20;

    /// <summary>How long one attempt may take.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Attempts at most for what is safe to repeat: the connection was refused, or the server answered 429 or 503.</summary>
    /// <value>The default is 4.</value>
    public int MaxAttempts { get; set; } = 4;

    /// <summary>When a second request goes out beside one that is not answered; it is paid for, too. Null: never.</summary>
    /// <value>The default is null.</value>
    public TimeSpan? HedgeAfter { get; set; }

    /// <summary>How long nothing is sent after too many failures.</summary>
    /// <value>The default is 15 seconds.</value>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The largest answer that is read.</summary>
    /// <value>The default is 16 MiB.</value>
    public int MaxResponseBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Requests at the same time at most; more wait.</summary>
    /// <value>The default is 64.</value>
    public int MaxConcurrency { get; set; } = 64;

    /// <summary>Texts that are generated or wait at most; more are refused.</summary>
    /// <value>The default is 4,096.</value>
    public int MaxUnfinishedTexts { get; set; } = 4096;

    /// <summary>Everything that is wrong, each with its key; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.Query.Length > 0)
            yield return $"Address: '{Address}' must be an http or https address without credentials and query, such as http://127.0.0.1:8000/v1";
        if (Model.Length == 0)
            yield return "Model: the model's name on the remote server is missing";
        if (ApiKeyVariable is { } variable && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
            yield return $"ApiKeyVariable: the environment variable '{variable}' is not set";
        if (TopLogProbabilities is < 2 or > 1000)
            yield return $"TopLogProbabilities: {TopLogProbabilities} must be from 2 to 1000";
        if (AttemptTimeout < TimeSpan.FromMilliseconds(10) || AttemptTimeout > TimeSpan.FromHours(24))
            yield return $"AttemptTimeout: {AttemptTimeout} must be from 10 milliseconds to 24 hours";
        if (MaxAttempts is < 1 or > 20)
            yield return $"MaxAttempts: {MaxAttempts} must be from 1 to 20";
        if (HedgeAfter is { } hedge && (hedge <= TimeSpan.Zero || hedge >= AttemptTimeout))
            yield return $"HedgeAfter: {hedge} must be above 0 and below AttemptTimeout ({AttemptTimeout})";
        if (BreakDuration < TimeSpan.FromSeconds(0.5) || BreakDuration > TimeSpan.FromHours(1))
            yield return $"BreakDuration: {BreakDuration} must be from half a second to 1 hour";
        if (MaxResponseBytes < 1024)
            yield return $"MaxResponseBytes: {MaxResponseBytes} is too little; at least 1024";
        if (MaxConcurrency is < 1 or > 10_000)
            yield return $"MaxConcurrency: {MaxConcurrency} must be from 1 to 10000";
        if (MaxUnfinishedTexts < 1)
            yield return $"MaxUnfinishedTexts: {MaxUnfinishedTexts} must be at least 1";
    }
}
