namespace RewardServer.Modeling.Architectures;

/// <summary>What a head of linear layers means; decides kind, format and readout when nobody says otherwise.</summary>
internal enum HeadFamily
{
    /// <summary>Two labels at each step tag: Qwen2.5-Math-PRM.</summary>
    ProcessLabels,

    /// <summary>Labels at every token: PURE-PRM.</summary>
    TokenLabels,

    /// <summary>Labels, or one number, at the last token: Skywork-Reward, INF-ORM, HRM.</summary>
    SequenceLabels,

    /// <summary>One number at the last token: Qwen2.5-Math-RM, OpenRLHF, InternLM2, GRM, UltraRM and Eurus-RM.</summary>
    Reward,

    /// <summary>One logit at each separator: Skywork-o1-Open-PRM.</summary>
    StepValue,

    /// <summary>One number that stands for the prefix, at every token: OVM.</summary>
    PrefixValue,

    /// <summary>Three labels, negative, neutral and positive, at each step: ReasonEval.</summary>
    Validity,

    /// <summary>Objectives, the same times a matrix, and gates: ArmoRM.</summary>
    Objectives,

    /// <summary>A preference embedding, and perhaps gates: GPM.</summary>
    PreferenceEmbedding,
}
