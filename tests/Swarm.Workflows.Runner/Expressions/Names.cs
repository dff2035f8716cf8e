namespace Swarm.Workflows.Runner.Expressions;

/// <summary>The names that are known at one place of a workflow, whole with their dots, and what went before.</summary>
internal sealed class Names : IExpressionContext
{
    private readonly Dictionary<string, object> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, bool> _functions = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _open = new(StringComparer.OrdinalIgnoreCase);

    public Names()
    {
    }

    public Names(Names other)
    {
        (_values, _functions, _open) = (new(other._values, StringComparer.OrdinalIgnoreCase), new(other._functions, StringComparer.OrdinalIgnoreCase), new(other._open, StringComparer.OrdinalIgnoreCase));
    }

    public object this[string name]
    {
        set => _values[name] = value;
    }

    /// <summary>Says what went before, which is what the functions answer.</summary>
    public Names WithStatus(bool hasFailed, bool isCancelled)
    {
        (_functions["success"], _functions["failure"]) = (!hasFailed && !isCancelled, hasFailed && !isCancelled);
        (_functions["cancelled"], _functions["always"]) = (isCancelled, true);
        return this;
    }

    /// <summary>Lets names that begin so be empty where they were never set, as the outputs of a step are.</summary>
    public void Open(string prefix) => _open.Add(prefix);

    public object Read(string name) => _values.TryGetValue(name, out var value) ? value
        : name.LastIndexOf('.') is var dot and > 0 && _open.Contains(name[..dot]) ? string.Empty
        : throw new WorkflowFileException($"'{name}' is not known here.");

    public object Call(string function) => _functions.TryGetValue(function, out var value) ? value : throw new WorkflowFileException($"The function '{function}' is not known here.");
}
