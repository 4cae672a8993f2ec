using System.Text.Json.Serialization;
using RewardServer.Scoring.Advantages;
using RewardServer.Scoring.Credit;

namespace RewardServer.Training.Rewards;

/// <summary>What a run is rewarded for; the words are those of <c>/v1/rewards</c>.</summary>
internal sealed record RewardOptions
{
    /// <value>The served model; empty for the server's only or default one. With <see cref="ImplicitUpdate"/> the one that evaluations ask, and no reward.</value>
    public string Model { get; init; } = "";

    /// <value>How step scores become step rewards.</value>
    public string Credit { get; init; } = CreditAssignments.MinForm;

    /// <value>Temperature of min-form.</value>
    public double Temperature { get; init; } = 0.1;

    /// <value>Discount a step.</value>
    public double Gamma { get; init; } = 1;

    /// <value>Threshold of clipping; null for none.</value>
    public double? Clip { get; init; }

    /// <value>What process rewards are multiplied with; 0 asks no model.</value>
    public double ProcessWeight { get; init; } = 1;

    /// <value>What verifiable rewards are multiplied with.</value>
    public double VerifiableWeight { get; init; }

    /// <value>Share of the prompts whose answer the server is told, 0 to 1.</value>
    public double VerifiableShare { get; init; }

    /// <value>The server's estimator, or <c>padded-token</c> for that of PURE's verl branch, which the trainer works out.</value>
    public string Advantage { get; init; } = AdvantageEstimators.RlooToken;

    /// <value>Scale of the rewards: signed, as in PURE, probability or model.</value>
    public string RewardScale { get; init; } = "signed";

    /// <value>PRIME: how the reward model learns while the policy does; null for a reward model that stays as it is.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] // what was begun before it was known goes on
    public ImplicitUpdateOptions? ImplicitUpdate { get; init; }
}
