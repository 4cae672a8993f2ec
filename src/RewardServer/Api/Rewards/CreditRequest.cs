namespace RewardServer.Api.Rewards;

/// <summary>How step scores become step rewards.</summary>
internal sealed class CreditRequest
{
    /// <summary><c>min-form</c> (the default: softmax(-r/T) r), <c>strict-min</c>, <c>sum</c>, <c>delta</c>, <c>clip-delta</c> or <c>none</c>.</summary>
    /// <example>min-form</example>
    public string? Method { get; set; }

    /// <summary>Temperature T of <c>min-form</c>, above 0. Default: 0.1.</summary>
    /// <example>0.1</example>
    public double? Temperature { get; set; }

    /// <summary>Discount a step, 0 to 1, wherever returns are sums. Default: 1.</summary>
    /// <example>1.0</example>
    public double? Gamma { get; set; }

    /// <summary>Every score s becomes min(s - clip, 0) first; <c>clip-delta</c> needs it. Default: none does.</summary>
    public double? Clip { get; set; }
}
