BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-Database seed.sqlite
    $base = Start-SwarmRun -Workspace ./repo -State seed.sqlite -Label base { 'x' > x.txt }
}
AfterAll { Exit-Scene }

Describe 'Get-SwarmState' {
    It 'summarises the database and the workspace' {
        $state = $base | Get-SwarmState
        $state.NodeId | Should -Be $base.NodeId
        $state.Tables.Name | Should -Be note
        $state.Tables[0].Rows | Should -Be 2
        $state.Tables[0].Columns.Name | Should -Be id, text, weight, raw
        $state.Tables[0].Columns[0].PrimaryKeyOrdinal | Should -Be 1
        $state.StateBytes | Should -Be 1024
        $state.SchemaDigest | Should -BeLike 'sha256:*'
        $state.FileCount | Should -Be 2
    }

    It 'shows the tables in both views' {
        Get-SwarmState base | Format-Table | Out-String | Should -Match 'note \(2\)'
        Get-SwarmState base | Format-List | Out-String | Should -Match 'note \(2\)'
    }
}
