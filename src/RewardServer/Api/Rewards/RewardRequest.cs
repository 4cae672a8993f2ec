namespace RewardServer.Api.Rewards;

/// <summary>Groups of rollouts, and how they are rewarded.</summary>
internal sealed class RewardRequest
{
    /// <summary>Name of the model, or <c>name@sha256:…</c> to pin a fingerprint. Default: the only model, else the configured default.</summary>
    /// <example>arith-prm</example>
    public string? Model { get; set; }

    /// <summary>The groups, 1 to 1024, with at most 4096 responses in all.</summary>
    public IReadOnlyList<RolloutGroupRequest>? Groups { get; set; }

    /// <summary>Where a <c>response</c> is split into steps. Default: the model's.</summary>
    /// <example>\n\n</example>
    public string? StepSeparator { get; set; }

    /// <summary>The scale of rewards before credit assignment: <c>signed</c> (-1 to 1; the default where scores are probabilities, p becoming 2p - 1), <c>probability</c> (0 to 1), or <c>model</c> (as the model scores; the default where scores are logits).</summary>
    /// <example>signed</example>
    public string? RewardScale { get; set; }

    /// <summary>How step scores become step rewards.</summary>
    public CreditRequest? Credit { get; set; }

    /// <summary>What step rewards are multiplied with, 0 or more. With 0 the model is not asked. Default: 1.</summary>
    /// <example>1.0</example>
    public double? ProcessWeight { get; set; }

    /// <summary>What the verifiable reward of the last step is multiplied with, 0 or more. Default: 0.</summary>
    /// <example>0.0</example>
    public double? VerifiableWeight { get; set; }

    /// <summary>The verifier that compares answers with reference answers. Default: <c>math</c>.</summary>
    /// <example>math</example>
    public string? Verifier { get; set; }

    /// <summary><c>rloo-token</c> (the default with token counts), <c>rloo-step</c>, <c>grpo</c>, <c>dr-grpo</c>, <c>reinforce++</c> or <c>none</c> (the default without).</summary>
    /// <example>rloo-token</example>
    public string? Advantage { get; set; }

    /// <summary>Whether advantages are shifted and scaled over the whole call to mean 0 and variance 1, each step counting once a token (once, where tokens are not known). Default: true.</summary>
    /// <example>true</example>
    public bool? Whiten { get; set; }

    /// <summary>Extra parts of the reply: <c>tokens</c>. Default: none.</summary>
    public IReadOnlyList<IncludePart>? Include { get; set; }

    /// <summary>Whether one failed rollout fails the call (<c>fail</c>, the default) or carries its own error (<c>partial</c>), its group going on without it.</summary>
    /// <example>fail</example>
    public OnError? OnError { get; set; }
}
