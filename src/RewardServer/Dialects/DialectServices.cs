using Microsoft.Extensions.Options;
using RewardServer.Health;
using RewardServer.Pipeline;

namespace RewardServer.Dialects;

/// <summary>What every dialect answers with.</summary>
/// <param name="Pipeline">Scores.</param>
/// <param name="Models">Finds the model.</param>
/// <param name="Readiness">Whether the server takes work.</param>
/// <param name="Options">How dialects are configured.</param>
/// <param name="Time">The clock.</param>
internal sealed record DialectServices(ScoringPipeline Pipeline, DialectModels Models, Readiness Readiness, IOptions<DialectOptions> Options, TimeProvider Time);
