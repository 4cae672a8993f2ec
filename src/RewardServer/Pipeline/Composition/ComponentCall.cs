using System.Diagnostics.CodeAnalysis;
using RewardServer.Models.Composition;

namespace RewardServer.Pipeline.Composition;

/// <summary>What one model of a composed reward is asked: the same trajectories, each with its own work.</summary>
internal sealed class ComponentCall : TrajectoryCall
{
    private readonly TrajectoryCall _whole;

    /// <summary>The call of a component, as a part of the whole.</summary>
    [SetsRequiredMembers]
    public ComponentCall(TrajectoryCall whole, Component component)
        : base(component.Model!, component.Rule!)
    {
        _whole = whole;
        Component = component;
        StepSeparator = whole.StepSeparator;
        IsPartial = true; // whether what fails here fails the whole is the composition's to say
        NamesAggregation = component.NamesAggregation;
        Work = Array.ConvertAll(whole.Work, work => new TrajectoryWork { Index = work.Index, Id = work.Id, Trajectory = work.Trajectory, Spans = work.Spans, Response = work.Response, Error = work.Error });
    }

    /// <summary>Which component it is.</summary>
    public Component Component { get; }

    /// <inheritdoc/>
    public override string PointerOf(TrajectoryWork work) => _whole.PointerOf(work);
}
