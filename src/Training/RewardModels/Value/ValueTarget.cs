using System.Text.Json.Serialization;

namespace RewardServer.Training.RewardModels.Value;

/// <summary>What the value at a token is to be.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ValueTarget>))]
internal enum ValueTarget
{
    /// <summary>OVM: the solution's outcome, at each of its tokens.</summary>
    [JsonStringEnumMemberName("outcome")]
    Outcome,

    /// <summary>TVM: at each token, the share of right ones among the problem's solutions that begin with the same tokens up to it.</summary>
    [JsonStringEnumMemberName("prefix")]
    Prefix,

    /// <summary>Where a step ends: its value in the data, such as a success rate of rollouts.</summary>
    [JsonStringEnumMemberName("values")]
    Values,
}
