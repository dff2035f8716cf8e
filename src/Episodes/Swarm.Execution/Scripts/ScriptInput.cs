using System.Text.Json.Nodes;
using Swarm.Core.Json;

namespace Swarm.Execution.Scripts;

/// <summary>The JSON values that a script is given.</summary>
/// <param name="Arguments">Its positional arguments.</param>
/// <param name="Using">
/// The values of <c>$using:name</c> by name. The script's text has <c>${__using_name}</c> where the author wrote
/// <c>$using:name</c>, which PowerShell allows in few places only: whoever has the parsed script rewrites it.
/// </param>
public sealed record ScriptInput(JsonArray Arguments, JsonObject Using)
{
    /// <summary>How deep a value may nest: so deep that whoever reads the run spec, inside a request too, still reads it.</summary>
    public const int MostLevels = StrictJson.MostLevels - 8;

    /// <summary>How many values there are: they may be secret.</summary>
    public override string ToString() => $"{Arguments.Count} arguments, {Using.Count} variables";
}
