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

    public static readonly IReadOnlyList<string> All = [ProcessReward, Reward, TokenClassification, SequenceClassification, CausalLanguageModel, ValueHead];
}
