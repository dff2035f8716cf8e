using YamlDotNet.RepresentationModel;

namespace Swarm.Workflows.Runner.Files;

/// <summary>Reads a mapping of YAML and refuses what nobody asked it for.</summary>
internal sealed class YamlReader
{
    private readonly YamlMappingNode _node;
    private readonly string _where;
    private readonly HashSet<string> _asked = [];

    public YamlReader(YamlNode node, string where)
    {
        _where = where;
        _node = node as YamlMappingNode ?? throw new WorkflowFileException($"'{where}' is no mapping.");
    }

    public IEnumerable<string> Keys => _node.Children.Keys.Select(key => ((YamlScalarNode)key).Value!);

    public string? Text(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode scalar => scalar.Value ?? string.Empty,
        _ => throw new WorkflowFileException($"'{_where}.{key}' is no text."),
    };

    public string Require(string key) => Text(key) ?? throw new WorkflowFileException($"'{_where}.{key}' is missing.");

    public YamlReader? Map(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode { Value: null or "" } => new YamlReader(new YamlMappingNode(), $"{_where}.{key}"),
        var node => new YamlReader(node, $"{_where}.{key}"),
    };

    public IReadOnlyDictionary<string, string> Texts(string key)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Map(key) is { } map)
        {
            foreach (var name in map.Keys.ToArray())
            {
                values.Add(name, map.Require(name));
            }

            map.End();
        }

        return values;
    }

    public IReadOnlyList<YamlReader> Items(string key) => Find(key) switch
    {
        YamlSequenceNode sequence => [.. sequence.Children.Select((child, index) => new YamlReader(child, $"{_where}.{key}[{index}]"))],
        _ => throw new WorkflowFileException($"'{_where}.{key}' is no sequence."),
    };

    public IReadOnlyList<string> TextItems(string key) => Find(key) is YamlSequenceNode sequence && sequence.Children.All(child => child is YamlScalarNode)
        ? [.. sequence.Children.Select(child => ((YamlScalarNode)child).Value ?? string.Empty)]
        : throw new WorkflowFileException($"'{_where}.{key}' is no sequence of texts.");

    /// <summary>Refuses what was not asked for.</summary>
    public void End()
    {
        if (Keys.FirstOrDefault(key => !_asked.Contains(key)) is { } unknown)
        {
            throw new WorkflowFileException($"This runner does not know '{_where}.{unknown}'.");
        }
    }

    private YamlNode? Find(string key)
    {
        _asked.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;
    }
}
