BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-Database seed.sqlite
    $base = Start-SwarmRun -Workspace ./repo -State seed.sqlite -Label base { 'x' > x.txt }
}
AfterAll { Exit-Scene }

Describe 'Invoke-SwarmStateQuery' {
    It 'gives an object a row, and $null for NULL' {
        $rows = $base | Invoke-SwarmStateQuery 'select * from note order by id'
        $rows | Should -HaveCount 2
        $rows[0].id | Should -BeOfType long
        $rows[0].text | Should -Be one
        $rows[0].weight | Should -Be 1.5
        , $rows[0].raw | Should -BeOfType byte[]
        $null -eq $rows[1].weight | Should -BeTrue
        ($rows[1] | Get-Member -MemberType NoteProperty).Name | Should -Contain weight
        $rows[0].psobject.BaseObject.GetType().Name | Should -Be PSCustomObject
    }

    It 'binds parameters by name' {
        (Invoke-SwarmStateQuery 'select text from note where id = @id' base -Parameter @{ id = 2 }).text | Should -Be two
        (Invoke-SwarmStateQuery 'select @nothing as value' base -Parameter @{ nothing = $null }).value | Should -BeNullOrEmpty
    }

    It 'refuses <_>' -ForEach 'delete from note', 'select nonsense', 'attach ''x'' as y', 'select 1; select 2' {
        Invoke-SwarmStateQuery $_ base -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmState*Invalid,*'
    }

    It 'keeps its limits' {
        { Invoke-SwarmStateQuery 'with recursive n(i) as (select 1 union all select i + 1 from n) select i from n' base -MaximumRows 10 -ErrorAction Stop } |
            Should -Throw -ErrorId 'SwarmStateQueryInvalid,*'
        { Invoke-SwarmStateQuery 'with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n' base -Timeout 1 -ErrorAction Stop } |
            Should -Throw -ErrorId 'SwarmState*'
    }

    It 'lets go of everything after Select-Object -First' {
        Invoke-SwarmStateQuery 'select * from note' base | Select-Object -First 1 | Should -HaveCount 1
        Get-ChildItem -Directory (Join-Path $env:SWARM_HOME work) | Should -BeNullOrEmpty
    }
}
