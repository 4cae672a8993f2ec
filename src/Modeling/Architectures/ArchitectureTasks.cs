using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Architectures;

/// <summary>What follows the family in an <c>architectures</c> name, such as <c>Qwen2<b>ForProcessRewardModel</b></c>.</summary>
internal static class ArchitectureTasks
{
    public const string ProcessReward = "ForProcessRewardModel";
    public const string Reward = "ForRewardModel";
    public const string TokenClassification = "ForTokenClassification";
    public const string SequenceClassification = "ForSequenceClassification";
    public const string CausalLanguageModel = "ForCausalLM";

    /// <summary>Skywork-o1-Open-PRM: a value head beside the language model.</summary>
    public const string ValueHead = "ForPrmModel";

    private static readonly IReadOnlyList<string> All = [ProcessReward, Reward, TokenClassification, SequenceClassification, CausalLanguageModel, ValueHead];

    // INF-ORM: a Llama whose authors named the class after themselves.
    private const string InfOrm = "INFORMForSequenceClassification";

    /// <summary>The task that the name promises for this family, or null.</summary>
    public static string? Of(DecoderConfig config)
    {
        if (config.Architecture == InfOrm)
            return SequenceClassification;
        var task = config.Architecture.StartsWith(Prefix(config.Family), StringComparison.Ordinal) ? config.Architecture[Prefix(config.Family).Length..] : "";
        return All.Contains(task) ? task : null;
    }

    /// <summary>The names that are understood for a family.</summary>
    public static IEnumerable<string> NamesFor(DecoderFamily family) => All.Select(task => Prefix(family) + task);

    private static string Prefix(DecoderFamily family) => family.ToString();
}
