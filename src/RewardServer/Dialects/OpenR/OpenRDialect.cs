using RewardServer.Errors;

namespace RewardServer.Dialects.OpenR;

/// <summary>openr's value models: FastChat's controller and the worker behind it, in one server.</summary>
internal sealed class OpenRDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "openr";

    /// <inheritdoc/>
    public string Title => "openr";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new("/get_worker_address", WorkerEndpoints.AddressAsync)
        {
            Keys = ["model"],
            Request = typeof(AddressRequest),
            Reply = typeof(AddressReply),
            Summary = "Where the worker of a model is: here",
            Description = "For a model that is not served the address is empty, as the client expects.",
        },
        new("/worker_value_inference", WorkerEndpoints.ValueAsync)
        {
            Keys = ["input_str"],
            Request = typeof(ValueRequest),
            Reply = typeof(ValueReply),
            Summary = "The scores of each text's steps",
            Description = "Each text is the question and the answer with the model's step tag behind each step; the tokenizer's BOS is added.",
        },
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception) => TrainerErrors.Detail(exception);
}
