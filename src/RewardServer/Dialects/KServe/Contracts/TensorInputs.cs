using RewardServer.Dialects.KServe.Tensors;

namespace RewardServer.Dialects.KServe.Contracts;

/// <summary>A request's input tensors by name. Remembers which were never asked for.</summary>
internal sealed class TensorInputs
{
    private readonly Dictionary<string, Tensor> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = [];

    /// <summary>Takes the tensors of a request.</summary>
    /// <exception cref="Errors.ApiException">Two have the same name.</exception>
    public TensorInputs(IEnumerable<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (!_byName.TryAdd(tensor.Name, tensor))
                throw TensorErrors.Of(tensor.Name, "it is there twice");
        }
    }

    /// <summary>Names that nobody has asked for so far.</summary>
    public IEnumerable<string> Unused => _byName.Keys.Where(name => !_used.Contains(name));

    /// <summary>Whether there is such a tensor.</summary>
    public bool Has(string name) => _byName.ContainsKey(name);

    /// <summary>A tensor; null when there is none.</summary>
    public Tensor? Find(string name)
    {
        _used.Add(name);
        return _byName.GetValueOrDefault(name);
    }

    /// <summary>The texts of a tensor with one a row.</summary>
    public string[] Column(string name) => TensorValues.Texts(IsColumn(Get(name)));

    /// <summary>The numbers of a tensor with one a row; null when there is none.</summary>
    public long[]? Numbers(string name) => Find(name) is { } tensor ? TensorValues.Integers(IsColumn(tensor)) : null;

    /// <summary>A tensor.</summary>
    /// <exception cref="Errors.ApiException">There is none.</exception>
    public Tensor Get(string name) => Find(name) ?? throw TensorErrors.Of(name, "this input is required");

    private static Tensor IsColumn(Tensor tensor) => tensor.Shape.Count > 0 && tensor.Shape.Skip(1).All(size => size == 1)
        ? tensor
        : throw TensorErrors.Of(tensor.Name, $"its shape must be [rows] or [rows, 1], not {TensorShape.Shown(tensor.Shape)}");
}
