using RewardServer.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Verification;

namespace RewardServer.Pipeline;

/// <summary>A request that was found valid: which model is asked, and what it is to look at.</summary>
internal abstract class ModelCall(ServedModel model)
{
    private static readonly IVerifier Math = Verifiers.Create(Verifiers.Math).Value;

    /// <summary>The model that is asked.</summary>
    public ServedModel Model { get; } = model;

    /// <summary>Where a whole response is split; also what joins steps into a response.</summary>
    public required string StepSeparator { get; init; }

    /// <summary>What to do with a trajectory that is too long.</summary>
    public Truncation Truncation { get; init; } = Truncation.Error;

    /// <summary>Whether a failed item leaves the others alone.</summary>
    public required bool IsPartial { get; init; }

    /// <summary>Whether the model is asked at all.</summary>
    public virtual bool AsksModel => true;

    /// <summary>What compares answers with reference answers.</summary>
    public IVerifier Verifier { get; init; } = Math;

    /// <summary>What the model looks at, each with its index here.</summary>
    public TrajectoryWork[] Work { get; protected set; } = [];

    /// <summary>What the call will cost, before anything is tokenized: about three bytes of text a token.</summary>
    public long EstimatedTokens { get; protected set; }

    /// <summary>Makes a piece of work the model's input.</summary>
    public virtual ScoringResult<EncodedTrajectory> Encode(TrajectoryWork work) => Model.Input.Encoder.Encode(work.Trajectory!, Truncation);

    /// <summary>Where in the request a piece of work comes from, as a JSON pointer.</summary>
    public abstract string PointerOf(TrajectoryWork work);
}
