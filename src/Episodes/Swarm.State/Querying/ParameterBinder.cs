using System.Globalization;
using SQLitePCL;
using Swarm.State.Connections;

namespace Swarm.State.Querying;

/// <summary>Gives a statement's parameters their values.</summary>
internal static class ParameterBinder
{
    internal static void Bind(Statement statement, IReadOnlyDictionary<string, object?> parameters)
    {
        var given = new Dictionary<string, object?>();
        foreach (var (name, value) in parameters)
            given[name.TrimStart('@', ':', '$')] = value;

        var used = new HashSet<string>();
        for (var index = 1; index <= raw.sqlite3_bind_parameter_count(statement.Handle); index++)
        {
            var mark = raw.sqlite3_bind_parameter_name(statement.Handle, index).utf8_to_string();
            if (mark is null || mark[0] == '?')
                throw QueryFailure.Create("a parameter has no name; write '@name' in place of '?'");
            var name = mark[1..];
            if (!given.TryGetValue(name, out var value))
                throw QueryFailure.Create($"the parameter '{mark}' has no value; give one under the name '{name}'");
            used.Add(name);
            BindValue(statement, index, name, value);
        }

        if (given.Keys.FirstOrDefault(name => !used.Contains(name)) is { } spare)
            throw QueryFailure.Create($"a value is given for '{spare}', but the query has no such parameter");
    }

    private static void BindValue(Statement statement, int index, string name, object? value)
    {
        var handle = statement.Handle;
        statement.Check(value switch
        {
            null => raw.sqlite3_bind_null(handle, index),
            string text => raw.sqlite3_bind_text(handle, index, text),
            byte[] bytes => raw.sqlite3_bind_blob(handle, index, bytes),
            bool truth => raw.sqlite3_bind_int(handle, index, truth ? 1 : 0),
            double or float or decimal => raw.sqlite3_bind_double(handle, index, Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            ulong and > long.MaxValue => throw QueryFailure.Create($"the value of '{name}' is larger than a 64-bit integer"),
            sbyte or byte or short or ushort or int or uint or long or ulong =>
                raw.sqlite3_bind_int64(handle, index, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            _ => throw QueryFailure.Create(
                $"the value of '{name}' is a {value.GetType().Name}; give null, text, bytes, a truth value or a number"),
        });
    }
}
