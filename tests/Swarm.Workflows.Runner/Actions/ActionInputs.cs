namespace Swarm.Workflows.Runner.Actions;

/// <summary>What a step gives to an action. What the action does not ask for is refused.</summary>
internal sealed class ActionInputs(string action, IReadOnlyDictionary<string, string> values)
{
    private readonly HashSet<string> _asked = [];

    public string? Find(string name)
    {
        _asked.Add(name);
        return values.GetValueOrDefault(name);
    }

    public string Require(string name) => Find(name) ?? throw new WorkflowFileException($"'{action}' is given no '{name}'.");

    public void End()
    {
        if (values.Keys.FirstOrDefault(name => !_asked.Contains(name)) is { } unknown)
        {
            throw new WorkflowFileException($"This runner does not know the input '{unknown}' of '{action}'.");
        }
    }
}
