using RewardServer.Models.Composition;
using RewardServer.Scoring;
using RewardServer.Scoring.Verification;

namespace RewardServer.Pipeline.Composition;

/// <summary>Asks the components of a composed reward by the same stages as every model, and composes what they say.</summary>
internal static class CompositionStage
{
    /// <summary>One task for each piece of work; when it is done, every component has its outputs or its error.</summary>
    /// <param name="call">A call of a composed reward.</param>
    /// <param name="start">Starts the call of one model.</param>
    public static Task[] Start(TrajectoryCall call, Func<ModelCall, Task[]> start)
    {
        call.Components = [.. call.Model.Composite!.Components.Where(component => component.Model is not null).Select(component => new ComponentCall(call, component))];
        foreach (var work in call.Work)
            work.Parts = Array.ConvertAll(call.Components, component => component.Work[work.Index]);
        var pending = new List<Task[]>();
        foreach (var component in call.Components)
        {
            ShareTokens(component, call.Components.AsSpan(0, pending.Count));
            pending.Add(start(component));
        }
        return Array.ConvertAll(call.Work, work => Task.WhenAll(pending.Select(tasks => tasks[work.Index])));
    }

    /// <summary>The composed scores; null when there are none, and then the work says why.</summary>
    public static TrajectoryScore? Read(TrajectoryCall call, TrajectoryWork work)
    {
        var composite = call.Model.Composite!;
        var models = new Queue<ComponentCall>(call.Components);
        work.Components = [.. composite.Components.Select(component => component.Model is null ? OfVerdict(component, work) : OfModel(models.Dequeue(), work))];
        var values = work.Components.Select(outcome => NumbersOf(outcome, composite.JudgesSteps)).ToArray();
        if (!composite.Reward.Combine(values).TryGet(out var composed, out var error))
            work.Error = error;
        else if (!composite.JudgesSteps)
            return new TrajectoryScore([], composed[0], FirstError: null);
        else if (call.Rule.Judge(composed).TryGet(out var judged, out error))
            return judged;
        else
            work.Error = error;
        return null;
    }

    /// <summary>Models that read the same tokens in the same layout are given what was encoded for the first of them.</summary>
    private static void ShareTokens(ComponentCall component, ReadOnlySpan<ComponentCall> earlier)
    {
        foreach (var other in earlier)
        {
            if (!component.Model.ReadsSameTokensAs(other.Model))
                continue;
            foreach (var work in component.Work)
            {
                work.Encoded = other.Work[work.Index].Encoded;
                if (work.Encoded is null) // what could not be encoded once cannot be twice
                    work.Error = other.Work[work.Index].Error;
            }
            return;
        }
    }

    private static ComponentOutcome OfModel(ComponentCall component, TrajectoryWork whole)
    {
        var work = component.Work[whole.Index];
        if (ReadOutStage.Read(component, work) is not { } score)
            return new(component.Component, work.Error!, []);
        return new(component.Component, component.Component.Scaled([score.Score])[0], component.Component.Scaled(score.StepScores));
    }

    private static ComponentOutcome OfVerdict(Component component, TrajectoryWork work) => work.Verdict switch
    {
        { Status: VerdictStatus.Correct } => new(component, component.Scaled([1])[0], []),
        { Status: VerdictStatus.Incorrect } => new(component, component.Scaled([0])[0], []),
        { } verdict => new(component, new ScoringError(ScoringErrorCode.InvalidRequest, "the answer cannot be verified: " + verdict.Reason), []),
        null => new(component, new ScoringError(ScoringErrorCode.InvalidRequest, "there is no reference answer to compare with"), []),
    };

    private static ScoringResult<float[]> NumbersOf(ComponentOutcome outcome, bool bySteps) =>
        !outcome.Value.TryGet(out var value, out var error) ? error : bySteps ? outcome.StepScores : new[] { value };
}
